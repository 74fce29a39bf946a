"""Invoices of Peppol BIS Billing 3 and any other UBL 2.1: read one by one, from a file, a folder or a zip."""

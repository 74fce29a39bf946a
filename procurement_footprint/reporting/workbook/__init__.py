"""The report as an Excel workbook: sheets with tables to filter, totals that follow, and figures as formulas."""

"""What people open: page, workbook, tables, console."""

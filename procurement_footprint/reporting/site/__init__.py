"""The whole report as people pass it on: a small static site, the same in one file, and the workbook."""

"""What an auditor gets in hand: the sample as a workbook, the verdicts read back, the conclusion, the pack."""

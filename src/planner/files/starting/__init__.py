"""How a clinic begins: a folder or a workbook to fill in."""

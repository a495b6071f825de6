"""The form as a document: a workbook and a PDF of equal figures get equal bytes, and a file proves its own digest."""

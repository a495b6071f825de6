"""The workbench's pages lend on this: who may act for which units, what waits, what a form shows."""

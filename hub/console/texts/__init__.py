"""Every sentence of the console, once, in Chinese and English; one module a page, named like it."""

"""The documentation site: Markdown in, static pages out, nothing fetched from anywhere."""

from __future__ import annotations

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

project = "Fengqiao Hub 枫桥枢纽"
author = "Fengqiao Hub engineers"
copyright = "Fengqiao Hub engineers, Apache-2.0"
language = "en"

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "Fengqiao Hub 枫桥枢纽"
html_show_sourcelink = False


def setup(app: Sphinx) -> None:
    """Show Mermaid sources as they are: drawing them would need a script from elsewhere."""
    app.add_lexer("mermaid", TextLexer)

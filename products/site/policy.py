"""A Content-Security-Policy in every page: it forbids every other host, whatever a page may come to hold.

Within the book anything goes: the theme has scripts and styles in its pages, and KaTeX writes style attributes.
`file:` is for the offline copy, where not every browser counts a folder's files as the page's own.
"""

from products.site.pages import Pages

OWN = "'self' file:"
POLICY = "; ".join(
    [
        f"default-src {OWN}",
        f"script-src {OWN} 'unsafe-inline'",
        f"style-src {OWN} 'unsafe-inline'",
        f"img-src {OWN} data: blob:",
        f"font-src {OWN} data:",
        f"form-action {OWN}",
        "base-uri 'none'",
        "object-src 'none'",
    ]
)
META = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}" />'


def with_policy(text: str) -> str:
    """Put the policy before anything that a page loads."""
    start = text.index("<head>") + len("<head>")
    return f"{text[:start]}\n    {META}{text[start:]}"


def forbid_other_hosts(pages: Pages) -> Pages:
    """Put the policy into every page."""
    return {path: with_policy(text) for path, text in pages.items()}

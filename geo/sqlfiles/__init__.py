"""SQL that lives in files: versioned through migrations, grants re-applied after each of them."""

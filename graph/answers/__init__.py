"""The questions the library answers, one module each; the site, the command line and Python share them."""

"""The routes: each asks one call of the desk and answers with its document. `table` lists them."""

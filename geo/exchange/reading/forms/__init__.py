"""One module a form of file: each yields facts and rows, and none knows where its file came from."""

"""Work in the background: jobs are rows beside the data, deferred with a commit, done by a worker."""

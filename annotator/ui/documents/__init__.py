"""The lists of documents, and what stands over the open one."""

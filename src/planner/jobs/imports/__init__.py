"""What other booking systems export, laid over a clinic: one file a system, with its columns."""

"""What runs in the processes with the shop's settings; called by name through `benchmarks.probe`."""

"""What the depot keeps, under the app label `wms`."""

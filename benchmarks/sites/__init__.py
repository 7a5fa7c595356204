"""The example shop in the editions that are compared: personal, plain (the page's twin), and with a bare view in
place of the collector. All keep their database connections: a cheap page makes what we add weigh more."""

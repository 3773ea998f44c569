"""What refers to what: names, finders, evidence, the engine, stable keys."""

"""Methods that divide customers among managers: arrays in, positions out."""

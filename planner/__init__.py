"""Service outlets, account managers and visit tours for an electric utility's large customers."""

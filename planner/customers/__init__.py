"""Read the customer register: every row is accepted or quarantined, each fault has a rule."""

from planner.customers.read import CustomersOptions, RegisterReading, read_customers
from planner.customers.template import template_tables

__all__ = ["CustomersOptions", "RegisterReading", "read_customers", "template_tables"]

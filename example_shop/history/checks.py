"""What can only be seen across rows and files: unknown keys, circles, orders that do not add up."""

from __future__ import annotations

from example_shop.history.report import Report
from example_shop.history.staging import Staging

#: A tree of categories deeper than this is a mistake.
DEEPEST = 32


def check(staging: Staging, report: Report, *, customers_listed: bool) -> None:
    """Report and take out every staged row that does not fit; what stays can be written as it is.

    With `customers_listed` a customer must stand in customers.csv; without that file orders bring their own.
    """
    staging.begin()
    _categories(staging, report)
    _products(staging, report)
    _lines(staging)
    _orders(staging, customers_listed=customers_listed)
    _report_faults(staging, report)
    staging.end()


def reject_orders(staging: Staging, report: Report, numbers: list[int], fault: str) -> None:
    """Take these staged orders and their lines out after all."""
    for number in numbers:
        staging.run("UPDATE orders SET fault = ? WHERE number = ?", fault, number)
        staging.run("UPDATE order_lines SET fault = 'its order was rejected' WHERE order_number = ?", number)
        for (line,) in staging.rows("SELECT line FROM orders WHERE number = ?", number):
            report.reject("orders", line, fault)
        for (line,) in staging.rows("SELECT line FROM order_lines WHERE order_number = ?", number):
            report.reject("order_lines", line, "its order was rejected")


def _categories(staging: Staging, report: Report) -> None:
    staging.run("UPDATE categories SET depth = 0 WHERE parent_id = ''")
    for depth in range(1, DEEPEST):
        changed = staging.run(
            "UPDATE categories SET depth = ? WHERE depth IS NULL"
            " AND parent_id IN (SELECT category_id FROM categories WHERE depth = ?)",
            depth,
            depth - 1,
        )
        if not changed:
            break
    for line, known in staging.rows(
        "SELECT line, parent_id IN (SELECT category_id FROM categories) FROM categories"
        " WHERE depth IS NULL ORDER BY line"
    ):
        report.reject(
            "categories",
            line,
            f"parent_id: its parents run in a circle, were rejected or are more than {DEEPEST} deep"
            if known
            else "parent_id: unknown category",
        )
    staging.run("DELETE FROM categories WHERE depth IS NULL")


def _products(staging: Staging, report: Report) -> None:
    unknown = "category_id <> '' AND category_id NOT IN (SELECT category_id FROM categories)"
    for (line,) in staging.rows(f"SELECT line FROM products WHERE {unknown} ORDER BY line"):  # noqa: S608
        report.reject("products", line, "category_id: unknown category")
    staging.run(f"DELETE FROM products WHERE {unknown}")  # noqa: S608


def _lines(staging: Staging) -> None:
    staging.run(
        "UPDATE order_lines SET order_number ="
        " (SELECT number FROM orders WHERE orders.order_id = order_lines.order_id)"
    )
    staging.run("UPDATE order_lines SET fault = 'order_id: unknown order' WHERE order_number IS NULL")
    staging.run(
        "UPDATE order_lines SET fault = 'product_id: unknown product' WHERE fault IS NULL AND NOT EXISTS"
        " (SELECT 1 FROM products WHERE products.product_id = order_lines.product_id)"
    )
    staging.run("CREATE INDEX lines_of_order ON order_lines (order_number)")


def _orders(staging: Staging, *, customers_listed: bool) -> None:
    if customers_listed:
        staging.run(
            "UPDATE orders SET fault = 'customer_id: unknown customer' WHERE customer_id <> ''"
            " AND NOT EXISTS (SELECT 1 FROM customers WHERE customers.customer_id = orders.customer_id)"
        )
    staging.run(
        "UPDATE orders SET fault = 'one of its lines was rejected' WHERE fault IS NULL AND ("
        " order_id IN (SELECT order_id FROM broken_orders) OR number IN"
        " (SELECT order_number FROM order_lines WHERE fault IS NOT NULL AND order_number IS NOT NULL))"
    )
    staging.run(
        "UPDATE orders SET fault = CASE"
        " WHEN NOT EXISTS (SELECT 1 FROM order_lines WHERE order_number = number_of) THEN 'no lines'"
        " WHEN subtotal <> (SELECT SUM(line_total) FROM order_lines WHERE order_number = number_of)"
        " THEN 'total: not the sum of its lines + shipping - discount' END"
        " WHERE fault IS NULL".replace("number_of", "orders.number")
    )
    staging.run(
        "UPDATE order_lines SET fault = 'its order was rejected' WHERE fault IS NULL"
        " AND order_number IN (SELECT number FROM orders WHERE fault IS NOT NULL)"
    )
    if not customers_listed:
        staging.run(
            "INSERT OR IGNORE INTO customers"
            " (customer_id, country, gender, marital_status, company, consents, line)"
            " SELECT customer_id, country, '', '', '', '', 0 FROM orders"
            " WHERE customer_id <> '' AND fault IS NULL ORDER BY number"
        )


def _report_faults(staging: Staging, report: Report) -> None:
    for table in ("orders", "order_lines"):
        for line, fault in staging.rows(
            f"SELECT line, fault FROM {table} WHERE fault IS NOT NULL ORDER BY line"  # noqa: S608
        ):
            report.reject(table, line, fault)

"""Personalisation inside your Django shop.

Hosts call `shortcuts`, listen to `signals`, catch `exceptions`, subclass `shop.ports.ShopAdapter` and test with
`testing`; everything else may change without notice.
"""

__version__ = "0.1.0"

"""Names of events in other tools and in ours. Data only."""

from __future__ import annotations

from collections.abc import Mapping

#: Segment writes "Product Viewed"; in snake_case most of its names are ours. These differ.
SEGMENT: Mapping[str, str] = {
    "page": "page_viewed",
    "identify": "profile_identified",
    "group": "company_joined",
    "lead": "form_submitted",
    "product_added_to_wishlist": "wishlist_product_added",
    "product_removed_from_wishlist": "wishlist_product_removed",
    "experiment_viewed": "experience_exposed",
    "email_delivered": "message_delivered",
    "email_opened": "message_opened",
    "email_link_clicked": "message_clicked",
    "email_bounced": "message_bounced",
    "email_marked_as_spam": "message_complained",
    "unsubscribed": "message_unsubscribed",
}
GA4: Mapping[str, str] = {
    "page_view": "page_viewed",
    "session_start": "session_started",
    "sign_up": "signed_up",
    "login": "signed_in",
    "search": "products_searched",
    "view_search_results": "products_searched",
    "view_item_list": "product_list_viewed",
    "select_item": "product_clicked",
    "view_item": "product_viewed",
    "add_to_cart": "product_added",
    "remove_from_cart": "product_removed",
    "view_cart": "cart_viewed",
    "begin_checkout": "checkout_started",
    "add_shipping_info": "checkout_step_completed",
    "add_payment_info": "payment_info_entered",
    "purchase": "order_completed",
    "refund": "order_refunded",
    "add_to_wishlist": "wishlist_product_added",
    "share": "product_shared",
    "view_promotion": "promotion_viewed",
    "select_promotion": "promotion_clicked",
    "generate_lead": "form_submitted",
}
#: Methods of Matomo's JavaScript tracker, in lower case.
MATOMO: Mapping[str, str] = {
    "trackpageview": "page_viewed",
    "tracksitesearch": "products_searched",
    "setecommerceview": "product_viewed",
    "trackecommercecartupdate": "cart_updated",
    "trackecommerceorder": "order_completed",
}
#: Every alias to the vocabulary's name.
ALIASES: Mapping[str, str] = {**SEGMENT, **GA4, **MATOMO}

#: What only one name stands for is sent under it; several of ours may share one of theirs.
TO_GA4: Mapping[str, str] = {
    **{
        ours: theirs for theirs, ours in GA4.items() if theirs not in ("session_start", "view_search_results")
    },
    "offline_order_imported": "purchase",
    "recommendation_shown": "view_item_list",
    "recommendation_clicked": "select_item",
}
TO_SEGMENT: Mapping[str, str] = {
    "form_submitted": "Lead",
    "wishlist_product_added": "Product Added to Wishlist",
    "wishlist_product_removed": "Product Removed from Wishlist",
    "experience_exposed": "Experiment Viewed",
    "offline_order_imported": "Order Completed",
}
#: Segment's names for messages by e-mail; those of other channels go out under ours.
EMAIL_TO_SEGMENT: Mapping[str, str] = {
    "message_delivered": "Email Delivered",
    "message_opened": "Email Opened",
    "message_clicked": "Email Link Clicked",
    "message_bounced": "Email Bounced",
    "message_complained": "Email Marked as Spam",
    "message_unsubscribed": "Unsubscribed",
}

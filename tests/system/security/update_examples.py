"""One example of every kind of update that Bot API 10 knows, and of some that nobody knows yet.

Written by hand after core.telegram.org/bots/api#update. Whole and well-formed: `distortions` takes them apart.
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

MOMENT = 1_795_358_100  # 2026-11-22 14:35 UTC, as Telegram writes it
SOMEBODY: Json = {"id": 6_000_000_001, "is_bot": False, "first_name": "Somebody", "username": "somebody"}
OTHER_BOT: Json = {"id": 7_100_000_002, "is_bot": True, "first_name": "Other", "username": "other_bot"}
GROUP: Json = {"id": -1_002_000_000_777, "type": "supergroup", "title": "Hips", "is_forum": True}
SMALL_GROUP: Json = {"id": -777_001, "type": "group", "title": "Backs"}
CHANNEL: Json = {"id": -1_002_000_000_778, "type": "channel", "title": "News", "username": "hip_news"}
POST: Json = {"chat": CHANNEL, "message_id": 8, "date": MOMENT, "text": "A post"}


def _file(**more: Any) -> Json:
    return {"file_id": "file-1", "file_unique_id": "unique-1", "file_size": 1024} | more


THUMBNAIL = _file(width=90, height=90)
PHOTO = [THUMBNAIL, _file(width=800, height=600)]
PLACE: Json = {"latitude": 38.7169, "longitude": -9.1399, "horizontal_accuracy": 20.0}
STICKER = _file(
    type="regular",
    width=512,
    height=512,
    is_animated=False,
    is_video=False,
    emoji="👍",
    set_name="Hips",
    thumbnail=THUMBNAIL,
    mask_position={"point": "eyes", "x_shift": 0.1, "y_shift": 0.1, "scale": 1.0},
)
MOVING = _file(width=320, height=240, duration=2, thumbnail=THUMBNAIL, mime_type="video/mp4", file_name="a.mp4")
GIFT: Json = {"id": "gift-1", "sticker": STICKER, "star_count": 15, "total_count": 10, "remaining_count": 3}
UNIQUE_GIFT: Json = {
    "gift_id": "gift-2",
    "base_name": "Mat",
    "name": "Mat-7",
    "number": 7,
    "model": {"name": "Cork", "sticker": STICKER, "rarity_per_mille": 5},
    "symbol": {"name": "Hip", "sticker": STICKER, "rarity_per_mille": 5},
    "backdrop": {
        "name": "Dusk",
        "colors": {"center_color": 1, "edge_color": 2, "symbol_color": 3, "text_color": 4},
        "rarity_per_mille": 5,
    },
}
ORDER: Json = {
    "name": "Ana",
    "phone_number": "+0000000000",
    "email": "ana@example.org",
    "shipping_address": {
        "country_code": "PT",
        "state": "",
        "city": "Lisbon",
        "street_line1": "1",
        "street_line2": "",
        "post_code": "1",
    },
}
PRICE: Json = {"currency": "XTR", "amount": 5}
ACCESSIBLE_FROM: Json = {"chat": GROUP, "message_id": 5, "date": 0}


def poll_of(word: str) -> Json:
    """A quiz."""
    choice = {"persistent_id": "1", "text": word, "text_entities": [], "voter_count": 1, "added_by_user": SOMEBODY}
    return {
        "id": "9",
        "question": f"{word}?",
        "question_entities": [{"type": "bold", "offset": 0, "length": 2}],
        "options": [choice, {"persistent_id": "2", "text": "back", "voter_count": 0}],
        "total_voter_count": 1,
        "is_closed": False,
        "is_anonymous": True,
        "type": "quiz",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
        "correct_option_ids": [0],
        "explanation": word,
        "explanation_entities": [{"type": "italic", "offset": 0, "length": 2}],
        "open_period": 60,
        "close_date": MOMENT + 60,
    }


def entities_of(user: Json) -> list[Json]:
    """One entity of every kind, each over the first two letters of a text."""
    plain = (
        *("mention", "hashtag", "cashtag", "url", "email", "phone_number", "bold", "italic", "underline"),
        *("strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "bot_command"),
    )
    with_more: tuple[Json, ...] = (
        {"type": "pre", "language": "python"},
        {"type": "text_link", "url": "https://evil.example/"},
        {"type": "text_mention", "user": user},
        {"type": "custom_emoji", "custom_emoji_id": "77"},
        {"type": "date_time", "unix_time": MOMENT, "date_time_format": "r"},
        {"type": "something_new"},
    )
    kinds: list[Json] = [*({"type": kind} for kind in plain), *with_more]
    return [{"offset": 1, "length": 2} | kind for kind in kinds]


def contents(user: Json, word: str) -> dict[str, Json]:
    """What a message may hold, by name: the fields beside who, where and when; with `word` wherever people type."""
    checklist: Json = {
        "title": word,
        "title_entities": [{"type": "bold", "offset": 0, "length": 2}],
        "tasks": [
            {"id": 1, "text": word, "completed_by_user": user, "completion_date": MOMENT},
            {"id": 2, "text": "b"},
        ],
        "others_can_add_tasks": True,
    }
    suggested: Json = {"suggested_post_message": POST}
    giveaway: Json = {
        "chats": [CHANNEL],
        "winners_selection_date": MOMENT + 60,
        "winner_count": 2,
        "prize_description": word,
        "country_codes": ["PT"],
        "premium_subscription_month_count": 3,
    }
    said: dict[str, Json] = {
        "text": {"text": f"hello {word}"},
        "text with every entity": {"text": f"hello {word}", "entities": entities_of(user)},
        "text with a preview": {
            "text": word,
            "link_preview_options": {"url": "https://evil.example/", "prefer_large_media": True},
        },
        "text with an effect": {"text": word, "effect_id": "5104841245755180586"},
        "command": {
            "text": f"/help {word}",
            "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
        },
        "photo": {
            "photo": PHOTO,
            "caption": word,
            "caption_entities": [{"type": "bold", "offset": 0, "length": 2}],
            "has_media_spoiler": True,
            "show_caption_above_media": True,
        },
        "album": {"photo": PHOTO, "media_group_id": "11", "caption": word},
        "live photo": {"live_photo": MOVING | {"photo": PHOTO}, "photo": PHOTO},
        "paid media": {
            "paid_media": {
                "star_count": 1,
                "paid_media": [{"type": "preview", "width": 1, "height": 1, "duration": 1}],
            },
            "paid_star_count": 2,
        },
        "animation": {"animation": MOVING, "document": _file(file_name="a.mp4")},
        "video": {"video": MOVING | {"cover": PHOTO, "start_timestamp": 1}, "caption": word},
        "video note": {"video_note": _file(length=240, duration=2, thumbnail=THUMBNAIL)},
        "voice": {"voice": _file(duration=2, mime_type="audio/ogg"), "caption": word},
        "audio": {"audio": _file(duration=2, performer=word, title=word, file_name=f"{word}.mp3")},
        "document": {"document": _file(file_name=f"{word}.txt", mime_type="text/plain", thumbnail=THUMBNAIL)},
        "sticker": {"sticker": STICKER},
        "contact": {"contact": {"phone_number": "+0000000000", "first_name": word, "user_id": 5, "vcard": word}},
        "location": {"location": PLACE},
        "live location": {"location": PLACE | {"live_period": 600, "heading": 90, "proximity_alert_radius": 10}},
        "venue": {"venue": {"location": PLACE, "title": word, "address": word}, "location": PLACE},
        "poll": {"poll": poll_of(word)},
        "dice": {"dice": {"emoji": "🎲", "value": 6}},
        "game": {
            "game": {
                "title": word,
                "description": word,
                "photo": PHOTO,
                "text": word,
                "text_entities": [],
                "animation": MOVING,
            }
        },
        "checklist": {"checklist": checklist},
        "story": {"story": {"chat": CHANNEL, "id": 3}},
        "giveaway": {"giveaway": giveaway},
        "rich message": {"rich_message": {"blocks": [{"type": "paragraph", "text": word}], "is_rtl": False}},
        "invoice": {
            "invoice": {
                "title": word,
                "description": word,
                "start_parameter": word,
                "currency": "XTR",
                "total_amount": 1,
            }
        },
    }
    about: dict[str, Json] = {
        "forwarded from somebody": {
            "text": word,
            "forward_origin": {"type": "user", "date": MOMENT, "sender_user": SOMEBODY},
        },
        "forwarded from somebody hidden": {
            "text": word,
            "forward_origin": {"type": "hidden_user", "date": MOMENT, "sender_user_name": word},
        },
        "forwarded from a chat": {
            "text": word,
            "forward_origin": {"type": "chat", "date": MOMENT, "sender_chat": GROUP, "author_signature": word},
        },
        "forwarded from a channel": {
            "text": word,
            "forward_origin": {"type": "channel", "date": MOMENT, "chat": CHANNEL, "message_id": 8},
            "is_automatic_forward": True,
        },
        "reply": {
            "text": word,
            "reply_to_message": {"message_id": 1, "date": MOMENT, "chat": user | {"type": "private"}, "text": word},
        },
        "quote": {
            "text": word,
            "quote": {
                "text": word,
                "position": 0,
                "is_manual": True,
                "entities": [{"type": "bold", "offset": 0, "length": 2}],
            },
            "external_reply": {
                "origin": {"type": "channel", "date": MOMENT, "chat": CHANNEL, "message_id": 8},
                "chat": CHANNEL,
                "message_id": 8,
                "photo": PHOTO,
                "checklist": checklist,
            },
        },
        "reply to a story": {"text": word, "reply_to_story": {"chat": CHANNEL, "id": 3}},
        "reply to a task": {"text": word, "reply_to_checklist_task_id": 1},
        "reply to a poll's option": {"text": word, "reply_to_poll_option_id": "1"},
        "by way of a bot": {"text": word, "via_bot": OTHER_BOT},
        "from a business bot": {"text": word, "sender_business_bot": OTHER_BOT, "business_connection_id": "b1"},
        "to a guest": {
            "text": word,
            "guest_query_id": "g1",
            "guest_bot_caller_user": SOMEBODY,
            "guest_bot_caller_chat": GROUP,
        },
        "protected, while away, tagged": {
            "text": word,
            "has_protected_content": True,
            "is_from_offline": True,
            "is_paid_post": True,
            "author_signature": word,
            "sender_tag": word,
            "sender_boost_count": 2,
        },
        "in a thread": {"text": word, "message_thread_id": 4, "is_topic_message": True},
        "in direct messages": {
            "text": word,
            "direct_messages_topic": {"topic_id": 4, "user": user},
            "suggested_post_info": {"state": "pending", "price": PRICE, "send_date": MOMENT},
        },
        "with buttons": {
            "text": word,
            "reply_markup": {
                "inline_keyboard": [
                    [{"text": word, "callback_data": "w:1:0:next"}, {"text": "b", "url": "https://evil.example/"}]
                ]
            },
        },
    }
    service: dict[str, Json] = {
        "new members": {"new_chat_members": [SOMEBODY, OTHER_BOT]},
        "left member": {"left_chat_member": SOMEBODY},
        "owner left": {"chat_owner_left": {"new_owner": SOMEBODY}},
        "owner changed": {"chat_owner_changed": {"new_owner": SOMEBODY}},
        "new title": {"new_chat_title": word},
        "new photo": {"new_chat_photo": PHOTO},
        "photo deleted": {"delete_chat_photo": True},
        "group made": {"group_chat_created": True},
        "supergroup made": {"supergroup_chat_created": True},
        "channel made": {"channel_chat_created": True},
        "auto delete": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
        "migrated to": {"migrate_to_chat_id": -1_002_000_000_779},
        "migrated from": {"migrate_from_chat_id": -777_002},
        "pinned": {"pinned_message": POST},
        "pinned, out of reach": {"pinned_message": ACCESSIBLE_FROM},
        "paid": {
            "successful_payment": PRICE
            | {
                "total_amount": 5,
                "invoice_payload": word,
                "telegram_payment_charge_id": "c1",
                "provider_payment_charge_id": "p1",
                "order_info": ORDER,
                "is_recurring": True,
                "subscription_expiration_date": MOMENT,
            },
        },
        "refunded": {
            "refunded_payment": {
                "currency": "XTR",
                "total_amount": 5,
                "invoice_payload": word,
                "telegram_payment_charge_id": "c1",
            },
        },
        "users shared": {
            "users_shared": {"request_id": 1, "users": [{"user_id": 5, "first_name": word, "photo": PHOTO}]}
        },
        "chat shared": {"chat_shared": {"request_id": 1, "chat_id": GROUP["id"], "title": word, "photo": PHOTO}},
        "gift": {"gift": {"gift": GIFT, "owned_gift_id": "o1", "text": word, "entities": [], "is_private": True}},
        "unique gift": {"unique_gift": {"gift": UNIQUE_GIFT, "origin": "upgrade", "next_transfer_date": MOMENT}},
        "gift upgrade": {"gift_upgrade_sent": {"gift": GIFT, "is_upgrade_separate": True, "unique_gift_number": 7}},
        "connected website": {"connected_website": "evil.example"},
        "write access": {"write_access_allowed": {"from_request": True, "web_app_name": word}},
        "passport": {
            "passport_data": {
                "data": [{"type": "passport", "data": "d", "hash": "h", "front_side": _file(file_date=MOMENT)}],
                "credentials": {"data": "d", "hash": "h", "secret": "s"},
            },
        },
        "proximity": {"proximity_alert_triggered": {"traveler": SOMEBODY, "watcher": user, "distance": 5}},
        "boosts": {"boost_added": {"boost_count": 2}},
        "background": {
            "chat_background_set": {
                "type": {"type": "fill", "fill": {"type": "solid", "color": 7}, "dark_theme_dimming": 10}
            },
        },
        "tasks done": {"checklist_tasks_done": {"checklist_message": POST, "marked_as_done_task_ids": [1]}},
        "tasks added": {"checklist_tasks_added": {"checklist_message": POST, "tasks": checklist["tasks"]}},
        "price of direct messages": {
            "direct_message_price_changed": {"are_direct_messages_enabled": True, "direct_message_star_count": 5}
        },
        "topic made": {"forum_topic_created": {"name": word, "icon_color": 7, "icon_custom_emoji_id": "77"}},
        "topic edited": {"forum_topic_edited": {"name": word, "icon_custom_emoji_id": "77"}},
        "topic closed": {"forum_topic_closed": {}},
        "topic reopened": {"forum_topic_reopened": {}},
        "general topic hidden": {"general_forum_topic_hidden": {}},
        "general topic shown": {"general_forum_topic_unhidden": {}},
        "giveaway made": {"giveaway_created": {"prize_star_count": 5}},
        "giveaway's winners": {
            "giveaway_winners": {
                "chat": CHANNEL,
                "giveaway_message_id": 3,
                "winners_selection_date": MOMENT,
                "winner_count": 1,
                "winners": [SOMEBODY],
                "prize_description": word,
            },
        },
        "giveaway over": {
            "giveaway_completed": {"winner_count": 1, "giveaway_message": POST, "is_star_giveaway": True}
        },
        "managed bot made": {"managed_bot_created": {"bot": OTHER_BOT}},
        "price of messages": {"paid_message_price_changed": {"paid_message_star_count": 5}},
        "option added": {
            "poll_option_added": {
                "poll_message": POST,
                "option_persistent_id": "3",
                "option_text": word,
                "option_text_entities": [],
            }
        },
        "option deleted": {
            "poll_option_deleted": {"poll_message": ACCESSIBLE_FROM, "option_persistent_id": "3", "option_text": word}
        },
        "post approved": {"suggested_post_approved": suggested | {"price": PRICE, "send_date": MOMENT}},
        "approval failed": {"suggested_post_approval_failed": suggested | {"price": PRICE}},
        "post declined": {"suggested_post_declined": suggested | {"comment": word}},
        "post paid": {
            "suggested_post_paid": suggested
            | {"currency": "XTR", "amount": 5, "star_amount": {"amount": 5, "nanostar_amount": 1}}
        },
        "post refunded": {"suggested_post_refunded": suggested | {"reason": "post_deleted"}},
        "video chat planned": {"video_chat_scheduled": {"start_date": MOMENT}},
        "video chat begun": {"video_chat_started": {}},
        "video chat over": {"video_chat_ended": {"duration": 60}},
        "video chat with": {"video_chat_participants_invited": {"users": [SOMEBODY]}},
        "web app's data": {"web_app_data": {"data": word, "button_text": word}},
        "something new": {"something_new": {"word": word, "from": 7}},
        "nothing at all": {},
    }
    return said | about | service


def message_of(user: Json, content: Json, message_id: int = 7) -> Json:
    """A message in the person's private chat."""
    chat = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
    return {"message_id": message_id, "from": user, "chat": chat, "date": MOMENT} | content


def _others(user: Json, word: str) -> dict[str, Json]:
    text = message_of(user, {"text": word})
    in_group = text | {"chat": GROUP, "text": f"/help@limber_bot {word}"}
    business = text | {"business_connection_id": "b1", "chat": SOMEBODY | {"type": "private"}}
    shown = {"message_id": 3, "from": OTHER_BOT, "chat": text["chat"], "date": MOMENT, "text": "A step"}
    query: Json = {"id": "71", "from": user, "chat_instance": "5", "data": f"w:1:0:{word}"}
    link: Json = {
        "invite_link": "https://t.me/+a",
        "creator": SOMEBODY,
        "creates_join_request": True,
        "is_primary": False,
        "is_revoked": False,
        "name": word,
        "expire_date": MOMENT,
    }
    member: Json = {"user": OTHER_BOT, "status": "member"}
    moved: Json = {"chat": GROUP, "from": user, "date": MOMENT, "old_chat_member": member | {"status": "left"}}
    thumb: Json = {"type": "emoji", "emoji": "👍"}
    reactions = [thumb, {"type": "custom_emoji", "custom_emoji_id": "7"}, {"type": "paid"}, {"type": "something_new"}]
    boost: Json = {
        "boost_id": "b",
        "add_date": MOMENT,
        "expiration_date": MOMENT,
        "source": {"source": "giveaway", "giveaway_message_id": 3, "user": user, "is_unclaimed": False},
    }
    rights = {"can_reply": True, "can_read_messages": True}
    return {
        "edited message": {"edited_message": text | {"edit_date": MOMENT + 1}},
        "moved live location": {
            "edited_message": message_of(user, {"location": PLACE | {"live_period": 600}, "edit_date": MOMENT})
        },
        "message in a group": {"message": in_group},
        "message in a small group": {"message": in_group | {"chat": SMALL_GROUP}},
        "message of a channel in a group": {"message": in_group | {"sender_chat": CHANNEL}},
        "message of nobody in a group": {
            "message": {k: v for k, v in in_group.items() if k != "from"} | {"sender_chat": GROUP}
        },
        "message of another bot": {"message": text | {"from": OTHER_BOT}},
        "channel post": {"channel_post": POST | {"text": f"/start {word}", "sender_chat": CHANNEL}},
        "edited channel post": {"edited_channel_post": POST | {"edit_date": MOMENT, "text": word}},
        "business connection": {
            "business_connection": {
                "id": "b1",
                "user": user,
                "user_chat_id": user["id"],
                "date": MOMENT,
                "rights": rights,
                "is_enabled": True,
            },
        },
        "business message": {"business_message": business},
        "edited business message": {"edited_business_message": business | {"edit_date": MOMENT}},
        "deleted business messages": {
            "deleted_business_messages": {
                "business_connection_id": "b1",
                "chat": business["chat"],
                "message_ids": [1, 2],
            }
        },
        "guest message": {"guest_message": in_group | {"guest_query_id": "g1", "guest_bot_caller_user": user}},
        "reaction": {
            "message_reaction": {
                "chat": text["chat"],
                "message_id": 3,
                "user": user,
                "date": MOMENT,
                "old_reaction": [],
                "new_reaction": reactions,
            },
        },
        "reaction of nobody": {
            "message_reaction": {
                "chat": GROUP,
                "message_id": 3,
                "actor_chat": CHANNEL,
                "date": MOMENT,
                "old_reaction": [thumb],
                "new_reaction": [],
            },
        },
        "reactions counted": {
            "message_reaction_count": {
                "chat": CHANNEL,
                "message_id": 3,
                "date": MOMENT,
                "reactions": [{"type": thumb, "total_count": 3}],
            },
        },
        "inline query": {
            "inline_query": {
                "id": "1",
                "from": user,
                "query": word,
                "offset": "",
                "chat_type": "sender",
                "location": PLACE,
            }
        },
        "chosen inline result": {
            "chosen_inline_result": {
                "result_id": "1",
                "from": user,
                "location": PLACE,
                "inline_message_id": "i1",
                "query": word,
            }
        },
        "press": {"callback_query": query | {"message": shown}},
        "press under a picture": {
            "callback_query": query | {"message": shown | {"animation": MOVING, "caption": word}}
        },
        "press out of reach": {
            "callback_query": query | {"message": {"chat": text["chat"], "message_id": 3, "date": 0}}
        },
        "press under an inline message": {"callback_query": query | {"inline_message_id": "i1"}},
        "press in a group": {"callback_query": query | {"message": shown | {"chat": GROUP}}},
        "press under nothing": {"callback_query": query},
        "press of a game": {
            "callback_query": {k: v for k, v in query.items() if k != "data"}
            | {"game_short_name": "hips", "message": shown}
        },
        "shipping": {
            "shipping_query": {
                "id": "1",
                "from": user,
                "invoice_payload": word,
                "shipping_address": ORDER["shipping_address"],
            }
        },
        "before checkout": {
            "pre_checkout_query": {
                "id": "1",
                "from": user,
                "currency": "XTR",
                "total_amount": 5,
                "invoice_payload": word,
                "shipping_option_id": "s",
                "order_info": ORDER,
            },
        },
        "paid media bought": {"purchased_paid_media": {"from": user, "paid_media_payload": word}},
        "poll's state": {"poll": poll_of(word)},
        "poll's answer": {
            "poll_answer": {"poll_id": "9", "user": user, "option_ids": [0], "option_persistent_ids": ["1"]}
        },
        "poll's answer of a chat": {
            "poll_answer": {"poll_id": "9", "voter_chat": CHANNEL, "option_ids": [], "option_persistent_ids": []}
        },
        "bot in a group": {"my_chat_member": moved | {"new_chat_member": member}},
        "bot made an admin": {
            "my_chat_member": moved
            | {
                "old_chat_member": member,
                "new_chat_member": member
                | {"status": "administrator"}
                | dict.fromkeys(
                    (
                        *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages"),
                        *("can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_change_info"),
                        *("can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories"),
                    ),
                    True,
                ),
            },
        },
        "bot blocked": {
            "my_chat_member": moved
            | {
                "chat": text["chat"],
                "old_chat_member": member,
                "new_chat_member": member | {"status": "kicked", "until_date": 0},
            },
        },
        "bot unblocked": {
            "my_chat_member": moved
            | {
                "chat": text["chat"],
                "old_chat_member": member | {"status": "kicked", "until_date": 0},
                "new_chat_member": member,
            },
        },
        "somebody joined": {
            "chat_member": moved | {"new_chat_member": {"user": SOMEBODY, "status": "member"}, "invite_link": link}
        },
        "somebody asks to join": {
            "chat_join_request": {
                "chat": GROUP,
                "from": user,
                "user_chat_id": user["id"],
                "date": MOMENT,
                "bio": word,
                "invite_link": link,
            },
        },
        "boost": {"chat_boost": {"chat": CHANNEL, "boost": boost}},
        "boost gone": {
            "removed_chat_boost": {"chat": CHANNEL, "boost_id": "b", "remove_date": MOMENT, "source": boost["source"]}
        },
        "managed bot": {"managed_bot": {"user": user, "bot": OTHER_BOT}},
        "update of an unknown kind": {"something_new": {"id": 1, "from": user, "chat": text["chat"], "word": word}},
        "two kinds at once": {"message": text, "inline_query": {"id": "1", "from": user, "query": word, "offset": ""}},
        "update of no kind": {},
    }


def examples(user: Json, word: str, *, message_id: int = 7) -> dict[str, Json]:
    """An update of every kind by its name, without its id: from this `User` in their private chat, where there is one.

    `word` stands wherever a person types.
    """
    said = contents(user, word).items()
    messages = {name: {"message": message_of(user, content, message_id)} for name, content in said}
    return messages | _others(user, word)

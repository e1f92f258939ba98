"""Rows about conversations."""

from __future__ import annotations

from bot.desk import canned, conversations, detail, labels
from bot.desk.door import Door
from bot.desk.endpoints.rows import PAGE_QUERY, SEARCH_QUERY, STORE_QUERY, read, write
from bot.desk.handling import LONGEST_CLIENT_ID, LONGEST_REASON, LONGEST_TEXT, Handling
from bot.desk.schema_parts import FLAG_OR_NOT, SEQ, words
from bot.http.endpoint import FLAG, INTEGER, TEXT, Endpoint, Schema, array, obj, ref
from bot.http.streams import PAGE


def talk_endpoints(door: Door, handling: Handling) -> list[Endpoint]:
    """The conversations: finding, reading and handling them, and what helps to answer."""
    one = "/conversations/{id}"
    summary = {200: ref("Summary")}
    text = words(LONGEST_TEXT)
    message = obj({"client_id": words(LONGEST_CLIENT_ID), "text": text}, ["client_id", "text"])
    reason = words(LONGEST_REASON)
    outcome = {"enum": ["solved", "followup", "spam", "no_answer"]}
    return [
        read("/queue", door.reads(conversations.waiting), "Who waits, who is there", ref("Queued")),
        read(
            "/conversations",
            door.reads(conversations.conversations),
            "Conversations, newest message first",
            ref("Conversations"),
            {
                "owner": {**TEXT, "description": "bot, queued, ringing, human, closed; several by commas"},
                "mine": FLAG_OR_NOT,
                "label": words(20),
                **STORE_QUERY,
                **SEARCH_QUERY,
                **PAGE_QUERY,
            },
        ),
        read(one, door.reads(detail.conversation), "An opened conversation; audited", ref("Detail")),
        read(
            f"{one}/events",
            door.reads(detail.history),
            "The customer's log: a page back, or what came after",
            ref("Events"),
            {"before": SEQ, "after": SEQ, "limit": {**SEQ, "maximum": PAGE, "default": detail.TRANSCRIPT}},
        ),
        write(f"{one}/accept", door.writes(handling.accept), "Take a waiting conversation", summary),
        write(f"{one}/decline", door.writes(handling.decline), "It rings at my page, and I pass", summary),
        write(f"{one}/takeover", door.writes(handling.take_over), "Take it from whoever has it", summary),
        write(
            f"{one}/messages",
            door.writes(handling.reply),
            "Say something to the customer, once per client_id",
            {202: obj({"seq": INTEGER, "client_id": TEXT}, ["seq", "client_id"])},
            message,
        ),
        write(f"{one}/typing", door.writes(handling.typing), "I am writing", {204: None}),
        write(
            f"{one}/viewing",
            door.writes(handling.viewing),
            "It is before my eyes, or no longer; every 20 s while it is",
            {204: None},
            obj({"here": FLAG}, ["here"]),
        ),
        write(
            f"{one}/read",
            door.writes(handling.read),
            "I have seen everything up to seq",
            {204: None},
            obj({"seq": SEQ}, ["seq"]),
        ),
        write(
            f"{one}/notes",
            door.writes(handling.note),
            "A private remark",
            {201: ref("Note"), 200: ref("Note")},
            obj({"text": text}, ["text"]),
        ),
        write(
            f"{one}/transfer",
            door.writes(handling.transfer),
            "Pass it on to a colleague, to a store's queue, or back to the queue",
            summary,
            obj({"staff": words(64), "store": words(64), "reason": reason}, ["reason"]),
        ),
        write(f"{one}/hand_back", door.writes(handling.hand_back), "Give it back to the bot", summary),
        write(
            f"{one}/close",
            door.writes(handling.close),
            "End the episode",
            summary,
            obj({"outcome": outcome}, ["outcome"]),
        ),
        *_kept(door),
    ]


def _kept(door: Door) -> list[Endpoint]:
    reply: dict[str, Schema] = {
        "shortcut": {**TEXT, "maxLength": canned.LONGEST_SHORTCUT},
        "text": {**TEXT, "maxLength": canned.LONGEST_TEXT},
    }
    return [
        read("/canned", door.reads(canned.replies), "Canned replies, everybody's and mine", ref("CannedReplies")),
        write(
            "/canned",
            door.writes(canned.add),
            "Keep a reply",
            {201: ref("Canned")},
            obj(reply | {"shared": FLAG}, ["shortcut", "text"]),
        ),
        write(
            "/canned/{id}",
            door.writes(canned.change),
            "Change a kept reply",
            {200: ref("Canned")},
            obj(reply, ["shortcut", "text"]),
        ),
        write("/canned/{id}/remove", door.writes(canned.remove), "Forget a kept reply", {204: None}),
        read("/labels", door.reads(labels.labels), "Labels in use", ref("Labels")),
        write(
            "/conversations/{id}/labels",
            door.writes(labels.put),
            "Label it with these and no others",
            {200: ref("Summary")},
            obj({"labels": array({**TEXT, "maxLength": labels.LONGEST})}, ["labels"]),
        ),
    ]

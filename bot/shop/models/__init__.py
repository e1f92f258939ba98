"""The shop's tables."""

from bot.shop.models.audit import AuditEntry, AuditHead
from bot.shop.models.bookings import Booking, Reminder, SlotClaim
from bot.shop.models.cases import Callback, Complaint, ComplaintStep, ComplaintWarning, Rating, Rescue
from bot.shop.models.codes import OneTimeCode
from bot.shop.models.feedback import Feedback
from bot.shop.models.history import ShopChange
from bot.shop.models.jobs import TransportJob
from bot.shop.models.knowledge import ArticleUse, MissedQuestion
from bot.shop.models.links import AccessLink
from bot.shop.models.orders import OrderEvent, OrderLine, WorkOrder
from bot.shop.models.people import Consent, Customer, DeletionRequest, Vehicle
from bot.shop.models.quotes import Quote, QuoteDecision, QuoteLine
from bot.shop.models.shop import Article, CalendarDay, PriceItem, ShopSettings, SlotBlock, Store
from bot.shop.models.staff import FailedTry, Staff
from bot.shop.models.surveys import Survey

__all__ = [
    "AccessLink",
    "Article",
    "ArticleUse",
    "AuditEntry",
    "AuditHead",
    "Booking",
    "CalendarDay",
    "Callback",
    "Complaint",
    "ComplaintStep",
    "ComplaintWarning",
    "Consent",
    "Customer",
    "DeletionRequest",
    "FailedTry",
    "Feedback",
    "MissedQuestion",
    "OneTimeCode",
    "OrderEvent",
    "OrderLine",
    "PriceItem",
    "Quote",
    "QuoteDecision",
    "QuoteLine",
    "Rating",
    "Reminder",
    "Rescue",
    "ShopChange",
    "ShopSettings",
    "SlotBlock",
    "SlotClaim",
    "Staff",
    "Store",
    "Survey",
    "TransportJob",
    "Vehicle",
    "WorkOrder",
]

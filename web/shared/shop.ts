/** What the pages show about the shop (`GET /api/v1/shop`). */
export interface Shop {
  name: string;
  stores: readonly { id: string; name: string }[];
  hotline?: string;
  privacy?: { title: string; text: string; version: string };
}

import type { ReactFlowInstance } from '@xyflow/react';
import type { Arrow, Card } from './card.ts';

const PADDING = 0.12;
const MAX_ZOOM = 1.1;
/** Below it a card can't be read: the view then begins at the left, and one pans. */
const MIN_ZOOM = 0.68;
const EDGE_PX = 28;

/** Brings a card into view that is out of it, as a new one may be. */
export function bringIntoView(flow: ReactFlowInstance<Card, Arrow>, box: DOMRect, card: Card): void {
  const { x, y, zoom } = flow.getViewport();
  const { width = 0, height = 0 } = card;
  const left = card.position.x * zoom + x;
  const top = card.position.y * zoom + y;
  const isInside =
    left >= 0 && top >= 0 && left + width * zoom <= box.width && top + height * zoom <= box.height;
  if (isInside) return;
  void flow.setCenter(card.position.x + width / 2, card.position.y + height / 2, { zoom, duration: 200 });
}

/** Shows everything where that can be read, else the beginning. */
export function showReadably(flow: ReactFlowInstance<Card, Arrow>, duration = 0): void {
  void flow.fitView({ padding: PADDING, maxZoom: MAX_ZOOM, minZoom: 0, duration: 0 }).then(() => {
    const { zoom, y } = flow.getViewport();
    if (zoom >= MIN_ZOOM) return;
    const bounds = flow.getNodesBounds(flow.getNodes());
    const middle = bounds.y + bounds.height / 2;
    const shownAt = y + middle * zoom;
    const to = { x: EDGE_PX - bounds.x * MIN_ZOOM, y: shownAt - middle * MIN_ZOOM, zoom: MIN_ZOOM };
    void flow.setViewport(to, { duration });
  });
}

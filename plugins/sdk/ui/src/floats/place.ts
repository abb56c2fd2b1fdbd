/** Where a float stands: a side, and which edge it shares. Left and right mean start and end in right-to-left pages. */
export type Position =
  | 'top'
  | 'top-start'
  | 'top-end'
  | 'bottom'
  | 'bottom-start'
  | 'bottom-end'
  | 'left'
  | 'left-start'
  | 'left-end'
  | 'right'
  | 'right-start'
  | 'right-end';

/** A rectangle in pixels of the viewport. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}
/** What {@link place} has to know. */
export interface Placing {
  anchor: Box;
  float: { width: number; height: number };
  view: { width: number; height: number };
  position: Position;
  offset: number;
  rtl: boolean;
}

/** Kept free between a float and the edge of the view. */
const MARGIN = 8;

const opposite = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' } as const;
const clamp = (value: number, room: number) => Math.max(MARGIN, Math.min(value, room - MARGIN));

/**
 * The left upper corner of a float in pixels of the viewport: on the wanted side, on the other where it does not fit, and always
 * inside the view.
 */
export function place({ anchor, float, view, position, offset, rtl }: Placing): { left: number; top: number } {
  const [wanted, edge] = position.split('-') as ['top' | 'bottom' | 'left' | 'right', 'start' | 'end' | undefined];
  const first = rtl && (wanted === 'left' || wanted === 'right') ? opposite[wanted] : wanted;
  const room = {
    top: anchor.top,
    bottom: view.height - anchor.top - anchor.height,
    left: anchor.left,
    right: view.width - anchor.left - anchor.width,
  };
  const upright = first === 'top' || first === 'bottom';
  const need = (upright ? float.height : float.width) + offset + MARGIN;
  const side = room[first] >= need || room[first] >= room[opposite[first]] ? first : opposite[first];
  if (upright) {
    const low = anchor.left;
    const high = anchor.left + anchor.width - float.width;
    const start = rtl ? high : low;
    const end = rtl ? low : high;
    const left = edge === 'start' ? start : edge === 'end' ? end : (low + high) / 2;
    const top = side === 'top' ? anchor.top - float.height - offset : anchor.top + anchor.height + offset;
    return { left: clamp(left, view.width - float.width), top: clamp(top, view.height - float.height) };
  }
  const low = anchor.top;
  const high = anchor.top + anchor.height - float.height;
  const top = edge === 'start' ? low : edge === 'end' ? high : (low + high) / 2;
  const left = side === 'left' ? anchor.left - float.width - offset : anchor.left + anchor.width + offset;
  return { left: clamp(left, view.width - float.width), top: clamp(top, view.height - float.height) };
}

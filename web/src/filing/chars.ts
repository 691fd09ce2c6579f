// Characters as officials count them: every character is one, Chinese, Latin, space or mark; line
// breaks are none. For the counter beside a field only: what is too long is the server's word.

/** How many characters a text has. */
export function countChars(text: string): number {
  let breaks = 0;
  let pairs = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || unit === 13) breaks += 1;
    // The second half of a character outside of the basic plane (𠮷).
    else if (unit >= 0xdc00 && unit <= 0xdfff) pairs += 1;
  }
  return text.length - breaks - pairs;
}

export type CharLevel = 'fine' | 'near' | 'over';

/** Whether a count is well within its limit, in the last twentieth of it, or past it. */
export function charLevel(count: number, most: number): CharLevel {
  if (count > most) return 'over';
  return count > most * 0.95 ? 'near' : 'fine';
}

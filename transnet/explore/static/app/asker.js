// Asks for what the state needs, one question at a time: a newer one drops the older.

/**
 * Return `ask(query)`, which hands the answer to `got`, an error to `failed`, and says by
 * `waiting(true)` from when on what stands on the page isn't of this state. The last answers are kept.
 */
export function createAsker(fetchAnswer, { waiting, got, failed, kept = 40 }) {
  const answers = new Map();
  let running = null;

  return async function ask(query) {
    running?.abort();
    running = null;
    if (answers.has(query)) {
      const answer = answers.get(query);
      answers.delete(query);
      answers.set(query, answer); // as the newest
      waiting(false);
      got(answer, query);
      return;
    }
    const own = new AbortController();
    running = own;
    waiting(true);
    let answer;
    try {
      answer = await fetchAnswer(query, own.signal);
    } catch (error) {
      if (own.signal.aborted) return;
      waiting(false);
      failed(error);
      return;
    }
    if (own.signal.aborted) return;
    answers.set(query, answer);
    if (answers.size > kept) answers.delete(answers.keys().next().value);
    waiting(false);
    got(answer, query);
  };
}

// What a source says where it has no answer.

/** An answer that is an error: words in both languages, and what to do. */
export class Refusal extends Error {
  constructor(body, status) {
    super(body.en ?? body.code ?? String(status));
    this.words = body;
    this.status = status;
  }
}

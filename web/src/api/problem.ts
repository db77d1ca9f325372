/** A refusal of the server (RFC 9457 problem details), or that it could not be reached. */
export interface FieldError {
  in: string;
  field: string;
  code: string;
  message: string;
}

export interface ProblemBody {
  title: string;
  status: number;
  code: string;
  data?: Record<string, unknown>;
  errors?: FieldError[];
}

/** `message` is the server's own sentence in the reader's language: it says what to do next, show it as it is. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly data: Record<string, unknown>;
  readonly errors: FieldError[];

  constructor(body: ProblemBody) {
    super(body.title);
    this.name = "Problem";
    this.status = body.status;
    this.code = body.code;
    this.data = body.data ?? {};
    this.errors = body.errors ?? [];
  }

  /** What was said about one field, by its dotted name. */
  of(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }
}

/** The server did not answer: nothing is known of what it did; ask again under the same idempotency key. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super("unreachable", { cause });
    this.name = "Unreachable";
  }
}

export async function problemOf(answer: Response): Promise<Problem> {
  try {
    const body = (await answer.json()) as Partial<ProblemBody>;
    return new Problem({ title: "", code: "problem", ...body, status: answer.status });
  } catch {
    return new Problem({ title: `HTTP ${String(answer.status)}`, status: answer.status, code: "problem" });
  }
}

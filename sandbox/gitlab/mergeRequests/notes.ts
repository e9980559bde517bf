import { randomBytes } from "node:crypto";
import type { Hono } from "hono";
import { type Call, endpoint } from "../endpoint.ts";
import { forbidden, notFound, refused } from "../errors.ts";
import type { Values } from "../input.ts";
import { by } from "../lists.ts";
import type { Project } from "../model.ts";
import { presentUser } from "../people/presentUser.ts";
import { accessLevel, roles } from "../people/roles.ts";
import type { Store } from "../store.ts";
import { mergeRequestAt } from "./find.ts";
import type { MergeRequest, Note } from "./model.ts";

interface Asked {
  body?: string | null;
  internal?: boolean | null;
  confidential?: boolean | null;
  resolved?: boolean | null;
  order_by?: "created_at" | "updated_at";
  sort?: "asc" | "desc";
}

/** The longest note, in characters. */
const limit = 1_000_000;

/**
 * Notes to merge requests, alone and in discussions. Who wrote one may change it, and a maintainer any.
 * Internal ones are for reporters and up to read.
 */
export function notes(api: Hono, store: Store): void {
  const base = "/projects/:id/merge_requests/:merge_request_iid";
  const one = `${base}/notes/:note_id`;
  const discussion = `${base}/discussions/:discussion_id`;

  endpoint(api, `GET ${base}/notes`, (call) => {
    const { order_by: order, sort } = ask(call);
    const key = order === "updated_at" ? "updatedAt" : "createdAt";
    const sorted = readable(call).sort(by((note) => `${note[key]} ${pad(note.id)}`));
    const found = sort === "asc" ? sorted : sorted.reverse();
    return call.page(found.map((note) => show(call, note)));
  });

  endpoint(api, `POST ${base}/notes`, (call) => call.answer(show(call, add(call))));

  endpoint(api, `GET ${one}`, (call) => call.answer(show(call, named(call))));

  endpoint(api, `PUT ${one}`, (call) => {
    const note = changeable(call);
    note.body = checked(ask(call).body ?? note.body);
    note.updatedAt = new Date().toISOString();
    store.save();
    return call.answer(show(call, note));
  });

  endpoint(api, `DELETE ${one}`, (call) => {
    const gone = changeable(call);
    const mergeRequest = of(call);
    mergeRequest.notes = mergeRequest.notes.filter((note) => note !== gone);
    store.save();
    return call.nothing();
  });

  endpoint(api, `GET ${base}/discussions`, (call) => {
    const ids = new Set(readable(call).map(({ discussionId }) => discussionId));
    return call.page([...ids].map((id) => showDiscussion(call, id)));
  });

  endpoint(api, `POST ${base}/discussions`, (call) => {
    const { discussionId } = add(call, { resolvable: true });
    return call.answer(showDiscussion(call, discussionId));
  });

  endpoint(api, `GET ${discussion}`, (call) => call.answer(showDiscussion(call, idOf(call))));

  endpoint(api, `PUT ${discussion}`, (call) => {
    const id = idOf(call);
    const { user } = call.actor;
    const mayResolve =
      of(call).authorId === user.id || accessLevel(store, user, find(call)) >= roles.developer;
    if (!mayResolve) throw forbidden();
    const isResolved = ask(call).resolved === true;
    for (const note of of(call).notes) {
      if (note.discussionId !== id || !note.resolvable) continue;
      note.resolvedById = isResolved ? user.id : null;
      note.resolvedAt = isResolved ? new Date().toISOString() : null;
    }
    store.save();
    return call.answer(showDiscussion(call, id));
  });

  endpoint(api, `POST ${discussion}/notes`, (call) => {
    const discussionId = idOf(call);
    return call.answer(show(call, add(call, { discussionId, resolvable: true })));
  });

  const find = (call: Call): Project => store.project(call.named("id"));
  const of = (call: Call): MergeRequest =>
    mergeRequestAt(find(call), call.asked["merge_request_iid"]);
  const ask = (call: Call) => call.asked as Asked;

  function add(call: Call, more: Partial<Note> = {}): Note {
    const mergeRequest = of(call);
    const { user } = call.actor;
    if (mergeRequest.discussionLocked && accessLevel(store, user, find(call)) < roles.guest) {
      throw forbidden();
    }
    const { body, internal, confidential } = ask(call);
    const now = new Date().toISOString();
    const note: Note = {
      id: 0,
      discussionId: randomBytes(20).toString("hex"),
      ...{ resolvable: false, resolvedById: null, resolvedAt: null },
      body: checked(body ?? ""),
      authorId: user.id,
      internal: internal ?? confidential ?? false,
      createdAt: now,
      updatedAt: now,
      ...more,
    };
    note.id = store.number("note");
    mergeRequest.notes.push(note);
    mergeRequest.updatedAt = now;
    store.save();
    return note;
  }

  function readable(call: Call): Note[] {
    const level = call.viewer ? accessLevel(store, call.viewer.user, find(call)) : 0;
    return of(call).notes.filter(({ internal }) => !internal || level >= roles.reporter);
  }

  function named(call: Call): Note {
    const note = readable(call).find(({ id }) => id === call.asked["note_id"]);
    if (!note) throw notFound();
    return note;
  }

  function changeable(call: Call): Note {
    const note = named(call);
    const { user } = call.actor;
    const level = accessLevel(store, user, find(call));
    if (note.authorId !== user.id && level < roles.maintainer) throw forbidden();
    return note;
  }

  function idOf(call: Call): string {
    const id = call.named("discussion_id");
    if (readable(call).some(({ discussionId }) => discussionId === id)) return id;
    throw notFound("Discussion");
  }

  function show(call: Call, note: Note): Values {
    const { id, body, resolvable, internal } = note;
    const { id: mergeRequestId, iid } = of(call);
    const person = (userId: number | null) => {
      const found = store.data.users.find((user) => user.id === userId);
      return found ? presentUser(call.origin, found) : null;
    };
    return {
      id,
      type: resolvable ? "DiscussionNote" : null,
      body,
      author: person(note.authorId),
      created_at: note.createdAt,
      updated_at: note.updatedAt,
      system: false,
      noteable_id: mergeRequestId,
      noteable_type: "MergeRequest",
      project_id: find(call).id,
      resolvable,
      ...(resolvable
        ? {
            resolved: note.resolvedById !== null,
            resolved_by: person(note.resolvedById),
            resolved_at: note.resolvedAt,
          }
        : {}),
      confidential: internal,
      internal,
      imported: false,
      imported_from: "none",
      noteable_iid: iid,
      commands_changes: {},
    };
  }

  function showDiscussion(call: Call, id: string): Values {
    const inside = readable(call).filter(({ discussionId }) => discussionId === id);
    return {
      id,
      individual_note: inside.every(({ resolvable }) => !resolvable),
      notes: inside.map((note) => show(call, note)),
    };
  }
}

/** @throws ApiError 400 for a note that says nothing, or too much */
function checked(body: string): string {
  if (body.trim() === "") throw refused(400, { note: ["can't be blank"] });
  if (body.length > limit) {
    throw refused(400, { note: [`is too long (maximum is ${limit} characters)`] });
  }
  // Whoever looks for quick actions in it keeps no space at its end (lib/gitlab/quick_actions/extractor.rb).
  return body.trimEnd();
}

const pad = (id: number) => String(id).padStart(12, "0");

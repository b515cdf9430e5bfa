// Where libraries that are searched as one wait for each other.

// In their order. many.mjs says what each is for.
const STAGES = ['words', 'all', 'page'];

/** @param {string} message @param {string} name @param {unknown} [cause] @returns {Error} */
export const named = (message, name, cause) => Object.assign(new Error(message, { cause }), { name });

/**
 * A meeting of `count` libraries. `decide.STAGE` makes of what all have brought to a stage, by library, what they agree on. A library
 * that has left, or has passed a stage, is not waited for.
 *
 * @param {number} count
 * @param {number} patience how long the others wait for a library, once the first is there, in milliseconds
 * @param {Record<string, (brought: any[]) => any>} decide
 */
export function meeting(count, patience, decide) {
  const members = Array.from({ length: count }, () => ({ stage: -1, gone: false }));
  const rooms = STAGES.map((name) => ({
    name,
    brought: /** @type {any[]} */ ([]),
    closed: false,
    timer: /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined),
    ...promised(),
  }));
  const exclusions = members.map(() => promised());

  function look() {
    rooms.forEach((room, stage) => {
      if (!room.brought.length || room.closed || !members.every((member) => member.gone || member.stage >= stage)) return;
      room.closed = true;
      clearTimeout(room.timer);
      room.resolve(decide[room.name](room.brought));
    });
  }

  /** @param {number} member */
  function leave(member) {
    members[member].gone = true;
    look();
  }

  /** @param {number} stage */
  function excludeLate(stage) {
    members.forEach((member, number) => {
      if (member.gone || member.stage >= stage) return;
      member.gone = true;
      exclusions[number].reject(named('The library takes too long', 'TimeoutError'));
    });
    look();
  }

  /**
   * What all agree on, once they have come. A library may come again.
   *
   * @param {string} name
   * @param {number} member
   * @param {unknown} value
   */
  function at(name, member, value) {
    const stage = STAGES.indexOf(name);
    const room = rooms[stage];
    members[member].stage = Math.max(members[member].stage, stage);
    if (!room.closed) room.brought[member] = value;
    room.timer ??= setTimeout(excludeLate, patience, stage);
    look();
    return room.promise;
  }

  return {
    at,
    leave,
    excluded: exclusions.map(({ promise }) => promise),
    has: (/** @type {string} */ name) => rooms[STAGES.indexOf(name)].closed,
  };
}

/** A promise that others keep or break. */
function promised() {
  const made = /** @type {{ promise: Promise<any>, resolve: (value: any) => void, reject: (error: Error) => void }} */ ({});
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
}

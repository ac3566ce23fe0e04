/** The variable by which an editor tells its terminals where its broker's socket is. */
export const socketVariable = 'VALET_KEY_SOCKET';

/** `editor` has a run ask there rather than at its terminal: that of a task, which few people look at. */
export const askVariable = 'VALET_KEY_ASK';

/** Names the run that a guard was lent to, in the environment of its processes. */
export const runVariable = 'VALET_KEY_RUN';

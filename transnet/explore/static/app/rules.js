// What goes with what: prerequisites and rivals of projects, enforced as one ticks.

/** Return whether a project runs in a state: ticked, or open on its day anyway. */
export const isOpen = (project, state) =>
  state.open.includes(project.id) || (isOpenAnyway(project, state) && !state.close.includes(project.id));

/** Return whether a project opened by the state's day without being ticked. */
export const isOpenAnyway = (project, state) =>
  Boolean(project.opened) && project.opened <= (state.year === null ? state.date ?? "9999" : `${state.year}-12-31`);

/**
 * Return the projects to tick and to untick so that one can be ticked: what it needs, what that
 * needs, and rivals of any of these; {open, also: [projects], instead: [projects]}.
 */
export function ticked(id, state, projects) {
  const also = new Map();
  const visit = (each) => {
    for (const need of projects.get(each)?.requires ?? []) {
      const project = projects.get(need);
      if (!project || also.has(need) || isOpen(project, state)) continue;
      also.set(need, project);
      visit(need);
    }
  };
  visit(id);
  const wanted = new Set([id, ...also.keys()]);
  const instead = state.open
    .filter((open) => !wanted.has(open) && rivals(projects.get(open), projects).some((rival) => wanted.has(rival)))
    .map((open) => projects.get(open));
  const dropped = withDependants(instead.map((project) => project.id), state, projects);
  const open = [...state.open.filter((each) => !dropped.has(each)), ...[...wanted].filter((each) => !state.open.includes(each))];
  return { open, also: [...also.values()], instead: named(dropped, projects) };
}

/** Return what stays ticked once one is unticked: what needs it goes as well; {open, instead}. */
export function unticked(id, state, projects) {
  const dropped = withDependants([id], state, projects);
  const open = state.open.filter((each) => !dropped.has(each));
  dropped.delete(id);
  return { open, also: [], instead: named(dropped, projects) };
}

/** Return the ids of a project's rivals, whichever of the two names the other. */
export function rivals(project, projects) {
  if (!project) return [];
  const back = [...projects.values()].filter((other) => other.conflicts?.includes(project.id));
  return [...new Set([...(project.conflicts ?? []), ...back.map((other) => other.id)])];
}

function withDependants(ids, state, projects) {
  const dropped = new Set(ids);
  for (let grew = true; grew;) {
    grew = false;
    for (const open of state.open) {
      const needs = projects.get(open)?.requires ?? [];
      if (!dropped.has(open) && needs.some((need) => dropped.has(need))) {
        dropped.add(open);
        grew = true;
      }
    }
  }
  return dropped;
}

const named = (ids, projects) => [...ids].map((id) => projects.get(id)).filter(Boolean);

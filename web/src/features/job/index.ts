export { Horizon } from './Horizon';
export { JobProgress } from './JobProgress';
export { JobResult } from './JobResult';
export { announcement, progressText } from './progressText';
export { useFollowedJob } from './useFollowedJob';
export { isActive, isGone, useJob } from './useJob';

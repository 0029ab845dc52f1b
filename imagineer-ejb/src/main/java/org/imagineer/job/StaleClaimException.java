package org.imagineer.job;

/** The claim is no longer the job's: somebody else has taken it since. Nothing was changed. */
public final class StaleClaimException extends RuntimeException {

  public StaleClaimException(Claim claim) {
    super("claim %d on job %d is no longer valid".formatted(claim.fence(), claim.jobId()));
  }
}

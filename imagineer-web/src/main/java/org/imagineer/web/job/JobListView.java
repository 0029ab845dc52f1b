package org.imagineer.web.job;

import jakarta.json.bind.annotation.JsonbNillable;
import java.util.List;

/**
 * The queue as clients see it.
 *
 * @param current the {@link JobView} that is drawn, or null; where several are, the oldest; Yasson
 *     would leave out a null of a record's type, whatever the annotation says, but not of Object
 * @param alsoRunning the others that are drawn at the same time; left out while there is none
 * @param queue waiting jobs, next first
 * @param history finished jobs, newest first
 * @param queueLength how many are waiting, whoever asked for them
 * @param running how many are drawn, whoever asked for them
 */
public record JobListView(
    @JsonbNillable Object current,
    List<JobView> alsoRunning,
    List<JobView> queue,
    List<JobView> history,
    long queueLength,
    long running) {}

package org.imagineer.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.TimeZone;
import javax.sql.DataSource;
import org.imagineer.job.JobQueue;
import org.imagineer.job.JobRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class UtcTimeTest {

  private final TimeZone before = TimeZone.getDefault();

  @Parameter TestDatabase database;
  @TempDir Path home;

  @AfterEach
  void restore() {
    TimeZone.setDefault(before);
  }

  @Test
  void times_are_kept_in_utc_whatever_the_time_zone_of_the_server() throws Exception {
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
    DataSource tables = database.empty();
    try (TestApplication application = new TestApplication(tables, home)) {
      JobQueue queue = application.get(JobQueue.class);
      long id = queue.submit(JobRequest.of("a clock")).id();

      assertThat(queue.find(id).orElseThrow().submittedAt()).isEqualTo(application.clock.instant());
      try (Connection connection = tables.getConnection();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("select cast(submitted_at as varchar(30)) from jobs")) {
        row.next();
        assertThat(row.getString(1))
            .startsWith(application.clock.instant().toString().replace('T', ' ').substring(0, 19));
      }
    }
  }
}

package org.imagineer.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the tables to what this version of Imagineer expects. */
public final class Migrations {

  private final DataSource database;

  public Migrations(DataSource database) {
    this.database = database;
  }

  /**
   * Runs what has not been run yet. Several servers may start at once: one migrates, others wait.
   *
   * @throws org.flywaydb.core.api.FlywayException if the database cannot be reached, a migration
   *     fails or has been changed since it ran, or no migration is found
   */
  public void run() {
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(database)
        .locations("classpath:db/migration")
        .failOnMissingLocations(true)
        .load()
        .migrate();
  }
}

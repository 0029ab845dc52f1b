package org.imagineer.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The databases Imagineer runs on, real ones; each call gives a new, empty one. */
public enum TestDatabase {
  H2 {
    @Override
    public DataSource empty() {
      return JdbcConnectionPool.create(
          "jdbc:h2:mem:"
              + UUID.randomUUID()
              + ";DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
              + ";DEFAULT_NULL_ORDERING=HIGH",
          "sa",
          "");
    }
  },
  POSTGRESQL {
    @Override
    public DataSource empty() {
      EmbeddedPostgres server = Server.RUNNING;
      String name = "t" + UUID.randomUUID().toString().replace("-", "");
      try (Connection connection = server.getPostgresDatabase().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("create database " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return server.getDatabase("postgres", name);
    }
  };

  public abstract DataSource empty();

  /** Started when it is first needed, stopped with the JVM. */
  private static final class Server {

    static final EmbeddedPostgres RUNNING = start();

    private static EmbeddedPostgres start() {
      try {
        return EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

package org.imagineer.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TolerantRequestFilterTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          page=1&per_page=20,      page=1&per_page=20
          q=a%20red%20hill,        q=a%20red%20hill
          page=%zz,                page=%25zz
          q=100%,                  q=100%25
          q=a|b{c}^d,              q=a%7Cb%7Bc%7D%5Ed
          q="x",                   q=%22x%22
          q=%C3%A9,                q=%C3%A9
          """)
  void a_query_that_breaks_the_rules_is_made_to_keep_them(String sent, String seen) {
    assertThat(TolerantRequestFilter.encoded(sent)).isEqualTo(seen);
    assertThat(URI.create("http://localhost/api/images?" + seen)).isNotNull();
  }
}

package org.imagineer.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page in a real browser. Needs chromium and chromedriver on the machine; continuous
 * integration installs them.
 */
class PageIT {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path CHROMEDRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private ImagineerServer server;
  private ChromeDriver browser;

  @BeforeEach
  void open_the_browser() {
    boolean present = Files.isExecutable(CHROMIUM) && Files.isExecutable(CHROMEDRIVER);
    assertThat(present || System.getenv("CI") == null)
        .as("continuous integration has Chromium")
        .isTrue();
    assumeTrue(present, "not run: " + CHROMIUM + " and " + CHROMEDRIVER + " are not installed");
    server = ImagineerServer.shared();
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(CHROMEDRIVER.toFile())
                .usingAnyFreePort()
                .build(),
            new ChromeOptions()
                .setBinary(CHROMIUM.toFile())
                .addArguments(
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--window-size=1280,1000",
                    "--user-data-dir=" + Launcher.freshFolder("browser")));
  }

  @AfterEach
  void close_the_browser() {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  void a_picture_is_drawn_through_the_page() {
    browser.get(server.uri("/app/").toString());
    WebElement prompt = awaited("prompt");
    prompt.sendKeys("a boat with a white sail on the ocean under a blue sky");
    fill("steps", "12");
    awaited("generate").click();

    awaited("progress");
    WebElement picture = awaited("result-image");

    awaitPixels(picture);
    assertThat(picture.getDomProperty("naturalWidth")).isEqualTo("128");
    assertThat(picture.getDomAttribute("src")).contains("/images/");
    assertThat(awaited("gallery-item").isDisplayed()).isTrue();
  }

  @Test
  void the_page_says_what_is_wrong_with_a_request() {
    browser.get(server.uri("/app/").toString());
    awaited("prompt").sendKeys("a red circle on a blue background");
    fill("steps", "151");
    awaited("generate").click();

    assertThat(awaited("error").getText()).contains("Steps must be between 1 and 150");
  }

  private void fill(String field, String text) {
    WebElement element = awaited(field);
    element.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
  }

  private WebElement awaited(String testId) {
    return new WebDriverWait(browser, PATIENCE)
        .until(driver -> driver.findElement(By.cssSelector("[data-testid='" + testId + "']")));
  }

  private void awaitPixels(WebElement picture) {
    new WebDriverWait(browser, PATIENCE)
        .until(
            driver ->
                Boolean.parseBoolean(picture.getDomProperty("complete"))
                    && !"0".equals(picture.getDomProperty("naturalWidth")));
  }
}

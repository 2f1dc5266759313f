package org.chancery.server.feature.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=2-4, 2, 4",
    "bytes=2-, 2, 9",
    "bytes=2-999999999999, 2, 9",
    "bytes=-3, 7, 9",
    "bytes=-30, 0, 9"
  })
  void oneRangeOfTenBytesIsRead(String header, long first, long last) {
    assertEquals(Optional.of(new ByteRange(first, last)), ByteRange.read(header, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=4-2",
        "bytes=0-1,3-4",
        "lines=1-2",
        "bytes=a-b",
        "bytes=99999999999999999999-"
      })
  void whatIsNoneIsIgnored(String header) {
    assertEquals(Optional.empty(), ByteRange.read(header, 10));
  }

  @Test
  void whatTheFileDoesNotHaveCanNotBeSatisfied() {
    assertFalse(ByteRange.read("bytes=10-", 10).orElseThrow().isSatisfiable());
    assertFalse(ByteRange.read("bytes=10-12", 10).orElseThrow().isSatisfiable());
    assertFalse(ByteRange.read("bytes=-0", 10).orElseThrow().isSatisfiable());
  }
}

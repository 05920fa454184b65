// Tests may end at once where their own ground gives way.
// swift-format-ignore-file: NeverForceUnwrap, NeverUseForceTry

import AgeFile
import Cryptography
import Testing

/// The room's error that `body` ends with; nil where it succeeds. Any other error fails the test.
func refusal(_ body: () throws -> Void) -> AgeFileError? {
    do {
        try body()
        return nil
    } catch {
        if let fault = error as? AgeFileError { return fault }
        Issue.record(error, "not an error of this room")
        return nil
    }
}

func secret(_ text: String) -> SecretBytes {
    secret(Array(text.utf8))
}

func secret(_ bytes: [UInt8]) -> SecretBytes {
    try! SecretBytes(copying: bytes)
}

/// Bytes that differ from place to place, so that a chunk in the wrong place shows.
func pattern(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
}

/// A file in memory, given out in pieces.
struct Pieces {
    private var rest: ArraySlice<UInt8>
    private let most: Int

    init(_ bytes: [UInt8], most: Int = .max) {
        rest = bytes[...]
        self.most = most
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let piece = rest.prefix(min(buffer.count, most))
        buffer.copyBytes(from: piece)
        rest = rest.dropFirst(piece.count)
        return piece.count
    }
}

/// SplitMix64: the same numbers for the same seed, so that a failure can be had again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}

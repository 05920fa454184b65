/// A ZIP archive of a few files, uncompressed (APPNOTE 6.3, method 0): what is in it is sealed as a whole afterwards, and
/// compressing before sealing would let lengths tell of content.
enum StoredArchive {
    /// - Parameter files: names in ASCII; below 4 GiB together
    static func zip(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for (name, bytes) in files {
            let place = UInt32(truncatingIfNeeded: archive.count)
            let entry = head(name, bytes)
            archive += word(0x0403_4b50) + entry + Array(name.utf8) + bytes
            // Made by version 2.0; no comment, disk 0, no attributes.
            directory += word(0x0201_4b50) + half(20) + entry + half(0) + half(0) + half(0) + word(0) + word(place)
            directory += Array(name.utf8)
        }
        let count = half(UInt16(truncatingIfNeeded: files.count))
        let start = word(UInt32(truncatingIfNeeded: archive.count))
        return archive + directory + word(0x0605_4b50) + half(0) + half(0) + count + count
            + word(UInt32(truncatingIfNeeded: directory.count)) + start + half(0)
    }

    /// What local and central headers have in common: version 2.0, no flags, stored, 1980-01-01 00:00.
    private static func head(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
        let length = word(UInt32(truncatingIfNeeded: bytes.count))
        return half(20) + half(0) + half(0) + half(0) + half(0x21) + word(checksum(bytes)) + length + length
            + half(UInt16(truncatingIfNeeded: name.utf8.count)) + half(0)
    }

    private static func half(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xff), UInt8(value >> 8)] }

    private static func word(_ value: UInt32) -> [UInt8] {
        [UInt8(value & 0xff), UInt8(value >> 8 & 0xff), UInt8(value >> 16 & 0xff), UInt8(value >> 24)]
    }

    /// CRC-32 as ZIP has it.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        let table = (0..<UInt32(256)).map { first in
            (0..<8).reduce(first) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        }
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xff)] ^ (value >> 8) }
        return value ^ 0xFFFF_FFFF
    }
}

import Counseling

// Plainly invented people and identifiers for every test of this room.

func identifier<Entity>(_ byte: UInt8, of: Entity.Type = Entity.self) throws -> Identifier<Entity> {
    try Identifier(bytes: Array(repeating: byte, count: 16))
}

func time(_ text: String) throws -> UTCTime {
    guard let time = UTCTime(rfc3339: text) else { throw NotATime(text: text) }
    return time
}

struct NotATime: Error {
    let text: String
}

func day(_ text: String) throws -> CalendarDate {
    guard let day = CalendarDate(text) else { throw NotATime(text: text) }
    return day
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

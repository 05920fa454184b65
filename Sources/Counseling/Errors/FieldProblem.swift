/// What is wrong with one field of a form; it holds no content of the field.
public enum FieldProblem: Hashable, Sendable {
    /// No field of this name belongs here.
    case unknown
    /// The same of a form, with the names of those that do, in order.
    case unknownField(known: [String])
    /// The field is required and absent, or empty but for white space.
    case missing
    /// The field holds another kind of JSON value.
    case wrongType(expected: JSONKind)
    /// The text does not have the shape asked for.
    case malformed(Shape)
    /// The text is longer than the limit, in Unicode scalars.
    case tooLong(limit: Int)
    /// The list has more elements than the limit.
    case tooMany(limit: Int)
    /// A control character, or one that reorders the text around it; position in Unicode scalars, counted from 1.
    case forbiddenCharacter(position: Int)
    /// Nothing but characters that show nothing, such as U+200B.
    case invisible
    /// A date or time that has not come yet.
    case inTheFuture
    /// A date before the first of that year.
    case beforeYear(Int)
    /// The end does not lie after the start.
    case endNotAfterStart
    /// More hours between start and end than the limit.
    case longerThan(hours: Int)
    /// A number that does not lie between these two, both included.
    case outOfRange(Int, Int)
    /// The same key twice.
    case repeated
    /// A word that is none of these.
    case notAChoice([String])
    /// A date before the day of what it must follow.
    case beforeDay(CalendarDate)
    /// A date too long before what it must follow, which another computer's clock dated.
    case beforeStep(CalendarDate, earliest: CalendarDate)

    /// Mediation of what was not handed in as a dispute about fees alone, or is about more.
    case notMediable

    /// The kinds of JSON values that forms use.
    public enum JSONKind: String, Hashable, Sendable {
        case text, truth, list, object, textOrList
    }

    /// The shapes of text that forms use.
    public enum Shape: String, Hashable, Sendable {
        /// `2001-02-28`, a day that exists.
        case date
        /// RFC 3339 with its zone, or what the caller's own reader takes.
        case time
        /// 3 to 24 digits, a `+` before and hyphens and spaces between them.
        case phone
        /// Something before and after one `@`.
        case email
    }
}

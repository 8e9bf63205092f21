package io.varve.catalog;

import com.google.re2j.Pattern;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * The regular expressions of JSON Schemas by RE2/J: linear time whatever a schema's author writes. What it has no linear
 * way for (look-around, back references) is refused when the schema is stored.
 */
final class LinearRegex implements RegularExpressionFactory {

    @Override
    public RegularExpression getRegularExpression(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return text -> pattern.matcher(text).find();
    }
}

#include "base/json.h"

/* Counts brackets outside strings; whether they match is jansson's business. */
bool cd_json_shallow(struct cd_str text)
{
    bool in_string = false;
    int depth = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '['))
            depth++;
        else if (!in_string && (c == '}' || c == ']'))
            depth--;
        if (depth > CD_JSON_DEPTH)
            return false;
    }
    return true;
}

json_t *cd_json_object(struct cd_str text)
{
    json_error_t error;

    if (text.len == 0 || !cd_json_shallow(text))
        return NULL;
    json_t *json = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(json))
        return json;
    json_decref(json);
    return NULL;
}

bool cd_json_text(const json_t *object, const char *name, struct cd_str *ret)
{
    const json_t *value = json_object_get(object, name);

    if (!json_is_string(value))
        return false;
    *ret = (struct cd_str){json_string_value(value), json_string_length(value)};
    return true;
}

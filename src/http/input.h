/* Steps that read the message: path, query, headers and body against the compiled schemas, all
 * errors at once. Text is brought to NFC here and nowhere else (DESIGN.md 7). */
#ifndef CD_HTTP_INPUT_H
#define CD_HTTP_INPUT_H

#include "http/request.h"

CD_MUST_CHECK enum cd_rc cd_input_read(struct cd_request *req);

#endif
